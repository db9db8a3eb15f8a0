"""The Gradio front end, mounted in the service's own app."""
