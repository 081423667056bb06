"""Pictures that organizers upload: made anew on arrival, in the sizes that pages need."""
