"""`python -m vigie`: the same as the `vigie` command; how the supervisor starts its processes."""

from vigie.cli import main

if __name__ == "__main__":
    main()
