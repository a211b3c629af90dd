"""The duty list one asks: sets of duties, departments, counts, and how they show themselves."""
