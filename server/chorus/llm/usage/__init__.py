"""What the language models cost the tenant."""
