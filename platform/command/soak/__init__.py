"""An installation of its own under load, hit by one fault after the other, and what is true of it afterwards."""
