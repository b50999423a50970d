"""The demo with phones of other channels: what the emulated servers would show people, to look at and to press."""
