"""Pages of the workbench for registers: each shows what there is and offers forms; every form is one action."""
