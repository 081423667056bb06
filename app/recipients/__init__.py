"""Who can meet a demand: the recipients of petitions."""
