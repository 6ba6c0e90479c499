"""Fakes of every port, and the contract suites that fakes and real parts both pass."""
