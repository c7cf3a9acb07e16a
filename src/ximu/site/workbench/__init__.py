"""The workbench: pages for the people of a government, behind a sign-in. What they may do is decided in `ximu.track`."""
