"""Records joined into publications: references, persons, words, lists, addresses."""
