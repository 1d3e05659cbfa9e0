"""What people see: events of a build drawn in a terminal, printed as lines, or written as JSON."""
