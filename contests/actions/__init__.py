"""What happens in contests, one function a verb."""
