"""Who may see, by what right: accounts, sign-in, the gate every use case asks."""
