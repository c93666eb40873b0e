/* Comfort only: every page works without this file. */
(function () {
  "use strict";

  function all(selector, act) {
    document.querySelectorAll(selector).forEach(act);
  }

  /* A hold's time, counted from what the server said was left, so the visitor's clock may be wrong. */
  all("[data-seconds-left]", function (element) {
    var end = performance.now() + Number(element.dataset.secondsLeft) * 1000;
    var shown = element.querySelector("[data-left]");
    var said = element.querySelector("[data-said]");
    var announced = null;

    function tick() {
      var left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      var minutes = Math.floor(left / 60);
      shown.textContent = shown.dataset.words.replace("%", minutes + ":" + String(left % 60).padStart(2, "0"));
      element.classList.toggle("is-short", left < 120);
      /* Spoken rarely: at two minutes, at one, and at the end. */
      var mark = left === 0 ? 0 : left <= 60 ? 1 : left <= 120 ? 2 : null;
      if (mark !== announced && mark !== null) {
        announced = mark;
        said.textContent = mark === 0 ? element.dataset.ended : element.dataset.nearly.replace("%", mark);
      }
      if (left > 0) {
        setTimeout(tick, 1000 - ((performance.now() - end) % 1000 + 1000) % 1000 || 1000);
      } else {
        element.classList.add("is-over");
      }
    }
    shown.hidden = false;
    tick();
  });

  /* The visitor's own time beside the place's, where the two differ. */
  all("[data-instant]", function (element) {
    var instant = new Date(element.dataset.instant);
    function said(zone, parts) {
      return new Intl.DateTimeFormat(element.dataset.locale, Object.assign({ timeZone: zone }, parts)).format(instant);
    }
    var clock = { hour: "2-digit", minute: "2-digit" };
    var both = { weekday: "short", hour: "2-digit", minute: "2-digit" };
    try {
      if (said(undefined, both) !== said(element.dataset.zone, both)) {
        var day = { weekday: "short" };
        var sameDay = said(undefined, day) === said(element.dataset.zone, day);
        element.textContent = element.dataset.words.replace("%", said(undefined, sameDay ? clock : both));
        element.hidden = false;
      }
    } catch (error) { /* an old browser without zones */ }
  });

  /* Where something is wrong, begin there. */
  all("[data-focus]", function (element) { element.focus(); });

  /* A sent form shows at once that it was sent, and is not sent twice. */
  all("form[method=post]", function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      if (event.submitter) { event.submitter.classList.add("is-busy"); }
    });
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    all("form[data-sent]", function (form) { delete form.dataset.sent; });
    all(".is-busy", function (button) { button.classList.remove("is-busy"); });
  });
})();
