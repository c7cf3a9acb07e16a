"""Assessment 绩效考核: rule sets as data, and how every point follows from facts; pure, without a database."""
