"""Who the people of a book are: the names in it, which of them are one person's, and what that person is."""
