"""`python -m smartspec`."""

from smartspec.cli import main

if __name__ == "__main__":
    main()
