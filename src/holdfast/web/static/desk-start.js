/* The zone of whoever begins is that of their clock; the server guesses by the language where there is no script. */
(function () {
  "use strict";
  var field = document.querySelector("[data-zone]");
  try {
    if (field) { field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || field.value; }
  } catch (none) { /* An old browser: what the server guessed stays. */ }
})();
