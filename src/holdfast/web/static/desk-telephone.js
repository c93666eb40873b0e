/* Comfort at the telephone: the arrow keys walk through the customers found, Enter takes one. */
(function () {
  "use strict";

  var name = document.getElementById("id_name");
  var form = name && name.form;
  if (!form) { return; }

  function found() {
    return Array.prototype.slice.call(document.querySelectorAll("#found .found-one"));
  }

  function stand() {
    found().forEach(function (one) { one.tabIndex = -1; });
  }

  function take(button) {
    var said = JSON.parse(button.value);
    ["name", "phone", "email"].forEach(function (field, at) { form.elements[field].value = said[at]; });
    document.getElementById("found").textContent = "";
    form.elements.service.focus();
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".found-one");
    if (button) { event.preventDefault(); take(button); }
  });

  document.addEventListener("keydown", function (event) {
    var list = found();
    var at = list.indexOf(document.activeElement);
    var typing = document.activeElement === name || document.activeElement === form.elements.phone;
    if (!list.length || (at < 0 && !typing)) { return; }
    if (event.key === "ArrowDown" || (event.key === "ArrowUp" && at >= 0)) {
      event.preventDefault();
      (list[at + (event.key === "ArrowDown" ? 1 : -1)] || (event.key === "ArrowUp" ? name : list[at])).focus();
    } else if (event.key === "Escape") {
      document.getElementById("found").textContent = "";
      if (at >= 0) { name.focus(); }
    }
  });

  /* Who is quicker than the new times stays on the time they are at, or begins at the first. */
  var wasAtTimes = false;
  document.addEventListener("htmx:beforeSwap", function () {
    wasAtTimes = !!document.activeElement.closest("#when .slots");
  });
  document.addEventListener("htmx:afterSettle", function () {
    stand();
    var first = document.querySelector("#when .slot");
    if (wasAtTimes && first && !document.activeElement.closest("#when")) { first.focus(); }
    wasAtTimes = false;
  });
  /* What was typed before the scripts were there is looked for, too. */
  document.addEventListener("DOMContentLoaded", function () {
    if (document.activeElement === name && name.value) {
      name.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  stand();
})();
