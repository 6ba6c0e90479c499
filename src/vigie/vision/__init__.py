"""Floor 3: seeing. Pictures are decoded, objects found and followed, rules watch them, and a person is told.

The machine only signals (LAW.md REQ-66): nothing here decides, steers or holds. No faces, no plates, no
likeness of a person is ever computed or compared: objects are followed by where they are and how they move.
"""
