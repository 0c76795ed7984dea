"""When an issue happens: the calendar, the clock that follows it, approval, and the plan of what is to come."""
