"""The people who sign: signing, confirming, their own page and the register at the desk."""
