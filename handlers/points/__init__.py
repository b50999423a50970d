"""Points (积分): what work that residents confirmed is worth, by the set of rules in force where one lives."""
