"""The stage of the demo: four phones on one page, a clock to move, scenes to jump to."""
