"""`python -m changehands.cli`, for processes that start each other."""

from changehands.cli import main

if __name__ == "__main__":  # a web process is imported under another name
    main()
