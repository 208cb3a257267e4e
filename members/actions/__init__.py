"""What people and the office do to accounts and the roll: one public function for each verb, by the noun it acts on."""
