"""What a number is about: indicator, action, aspect, bound, period, scope, stance."""
