// Fills the hidden field of the sign-up form with the zone that the device's clock is set to.
for (const field of document.querySelectorAll("input[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}
