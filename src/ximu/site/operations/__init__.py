"""What whoever runs the site needs: the examination of an installation, health, metrics, logs."""
