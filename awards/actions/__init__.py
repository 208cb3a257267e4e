"""What happens to nominations and letters: one public function for each verb."""
