"""Projects: what an item on a project playbook has beyond any other item.

- `models`    yearly plans of investment and funds with their steps by month or quarter; joins with projects of reports
- `money`     pure: what a year has against its plan on a day, and the light of a rule set
- `actions`   setting a yearly plan; saying that a project of reports is, or is not, the one of the register (`joins`)
- `stages`    the way of a playbook, what reached each stage by a day, and what evidence and date each stage has
- `totals`    sums over many projects on a day: amounts and the rates of a playbook by count and by amount
- `oc4ids`    projects for other programs, in the Open Contracting for Infrastructure Data Standard

Amounts are in 万元, exact; a page may show 亿元. What units report is in all since the start (`track.ProgressReport`); what
a year has is the difference to the end of the year before, so that nothing is kept twice.
"""
