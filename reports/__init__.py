"""What people read: measures of a plan, and tables of scenarios and plans for the terminal."""
