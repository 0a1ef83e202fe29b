"""What goes in and out, as types: they check the bodies and make the OpenAPI document."""
