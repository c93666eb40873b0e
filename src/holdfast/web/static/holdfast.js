/* Comfort only: every page works without this file. */
(function () {
  "use strict";

  function all(selector, act, root) {
    (root || document).querySelectorAll(selector).forEach(act);
  }

  /* A hold's time, counted from what the server said was left, so the visitor's clock may be wrong. */
  function countDown(element) {
    var end = performance.now() + Number(element.dataset.secondsLeft) * 1000;
    var shown = element.querySelector("[data-left]");
    var said = element.querySelector("[data-said]");
    var announced = null;

    if (!shown) {
      element.style.setProperty("--left", 0);
      element.classList.add("is-short", "is-over");
      return;
    }

    function tick() {
      var left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      var minutes = Math.floor(left / 60);
      shown.textContent = shown.dataset.words.replace("%", minutes + ":" + String(left % 60).padStart(2, "0"));
      element.classList.toggle("is-short", left < 120);
      element.style.setProperty("--left", Math.min(1, left / Number(element.dataset.secondsAll)));
      /* Spoken rarely: at two minutes, at one, and at the end. */
      var mark = left === 0 ? 0 : left <= 60 ? 1 : left <= 120 ? 2 : null;
      if (mark !== announced && mark !== null) {
        announced = mark;
        said.textContent = mark === 0 ? element.dataset.ended : element.dataset.nearly.replace("%", mark);
        said.classList.toggle("hidden", mark !== 0);
      }
      if (left > 0) {
        setTimeout(tick, 1000 - ((performance.now() - end) % 1000 + 1000) % 1000 || 1000);
      } else {
        element.classList.add("is-over");
      }
    }
    shown.hidden = false;
    tick();
  }

  /* The visitor's own time beside the place's, where the two differ. */
  var CLOCK = { hour: "2-digit", minute: "2-digit" };
  var DAY = { weekday: "short" };
  var BOTH = { weekday: "short", hour: "2-digit", minute: "2-digit" };

  function ownTime(instant, zone, language) {
    function said(where, parts) {
      return new Intl.DateTimeFormat(language, Object.assign({ timeZone: where }, parts)).format(instant);
    }
    if (said(undefined, BOTH) === said(zone, BOTH)) { return ""; }
    return said(undefined, said(undefined, DAY) === said(zone, DAY) ? CLOCK : BOTH);
  }

  function showOwnTimes(root) {
    all("[data-instant]", function (element) {
      var own = ownTime(new Date(element.dataset.instant), element.dataset.zone, element.dataset.locale);
      if (own) {
        element.textContent = element.dataset.words.replace("%", own);
        element.hidden = false;
      }
    }, root);
    all(".slots[data-zone]", function (list) {
      all("[data-at]", function (slot) {
        var own = ownTime(new Date(Number(slot.dataset.at) * 1000), list.dataset.zone, list.dataset.locale);
        if (!own) { return; }
        var small = document.createElement("small");
        small.textContent = own;
        slot.append(small);
        all("[data-elsewhere]", function (words) { words.hidden = false; }, root);
      }, list);
    }, root);
  }

  /* The month by the keyboard: one stop for Tab; arrows, Home, End, Page Up and Page Down move in it. */
  var STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

  function enhanceMonth(table) {
    var cells = Array.prototype.slice.call(table.querySelectorAll("tbody td"));
    var days = cells.map(function (cell) { return cell.querySelector("a.day"); });
    var first = table.querySelector('a.day[aria-current="true"]') || table.querySelector("a.day");

    function stand(day) {
      days.forEach(function (one) { if (one) { one.tabIndex = one === day ? 0 : -1; } });
    }
    stand(first);
    table.addEventListener("focusin", function (event) {
      var day = event.target.closest("a.day");
      if (day) { stand(day); }
    });
    table.addEventListener("keydown", function (event) {
      var here = days.indexOf(event.target.closest("a.day"));
      if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) { return; }
      var turn = { PageUp: "previous-month", PageDown: "next-month" }[event.key];
      if (turn) {
        var month = document.getElementById(turn);
        if (month) { event.preventDefault(); month.click(); }
        return;
      }
      var step = STEPS[event.key];
      if (step && Math.abs(step) === 1 && getComputedStyle(table).direction === "rtl") { step = -step; }
      var next = null;
      if (step) {
        for (var at = here + step; at >= 0 && at < days.length && !next; at += step) { next = days[at]; }
      } else if (event.key === "Home") {
        next = days.find(Boolean);
      } else if (event.key === "End") {
        next = days.slice().reverse().find(Boolean);
      } else {
        return;
      }
      event.preventDefault();
      if (next) { next.focus(); }
    });
  }

  function enhance(root) {
    try { showOwnTimes(root); } catch (error) { /* an old browser without zones */ }
    all(".calendar", enhanceMonth, root);
    /* People stand in one row on a phone: the chosen one in sight. */
    all(".is-who .chip[aria-current]", function (chip) {
      var row = chip.closest(".chips");
      row.scrollLeft += chip.getBoundingClientRect().left - row.getBoundingClientRect().left - 64;
    }, root);
  }

  /* Choices change a part of the page: what was asked for is shown at once as waiting, then told and focused. */
  var asked = null;

  document.addEventListener("htmx:beforeRequest", function (event) {
    asked = event.detail.elt;
    asked.classList.add("is-waiting");
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    var part = event.detail.elt;
    if (part.id !== "choose") { return; }
    enhance(part);
    var picker = part.querySelector("[data-said]");
    var told = document.getElementById("said");
    if (picker && told) { told.textContent = picker.dataset.said; }
    all("a[hreflang]", function (link) {
      var here = new URL(window.location.href);
      here.searchParams.set("lang", link.hreflang);
      link.href = here.pathname + here.search;
    });
    if (!asked) { return; }
    if (asked.matches(".day")) {
      var times = part.querySelector("#times");
      times.focus({ preventScroll: true });
      times.scrollIntoView({ block: "nearest" });
    } else if (asked.id) {
      (document.getElementById(asked.id) || part.querySelector("#month-title")).focus({ preventScroll: true });
    }
    asked = null;
  });
  /* A "no" has a page of its own; without a connection there is nothing to show but that. */
  document.addEventListener("htmx:responseError", function (event) {
    window.location.assign(event.detail.requestConfig.path);
  });
  function rest() {
    all(".is-waiting", function (element) { element.classList.remove("is-waiting"); }, document.getElementById("choose"));
    connection(false);
  }
  document.addEventListener("htmx:afterOnLoad", function () { connection(true); });
  document.addEventListener("htmx:sendError", rest);
  document.addEventListener("htmx:timeout", rest);

  /* The connection, said when it is gone and until it is back. */
  function connection(is) {
    all(".offline", function (bar) {
      bar.textContent = is ? "" : bar.dataset.words;
      bar.hidden = is;
    });
  }
  window.addEventListener("offline", function () { connection(false); });
  window.addEventListener("online", function () { connection(true); });

  /* A sent form shows at once that it was sent, and is not sent twice; nor into the void. */
  all("form[method=post]", function (form) {
    form.addEventListener("submit", function (event) {
      if (navigator.onLine === false) {
        event.preventDefault();
        connection(false);
        return;
      }
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      if (event.submitter) { event.submitter.classList.add("is-busy"); }
    });
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.slot, a.card, a.earliest");
    if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      link.classList.add("is-busy");
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    all("form[data-sent]", function (form) { delete form.dataset.sent; });
    all(".is-busy", function (button) { button.classList.remove("is-busy"); });
  });

  all("[data-copy]", function (button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var field = document.getElementById(button.dataset.copy);
      navigator.clipboard.writeText(field.value).then(function () {
        button.querySelector("span").textContent = button.dataset.done;
        button.setAttribute("aria-live", "polite");
      }, function () { field.select(); });
    });
  });

  /* A link that leads nowhere is not followed: what is on the page is more than nothing. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (link && navigator.onLine === false && link.host === window.location.host && !link.hash) {
      event.preventDefault();
      event.stopPropagation();
      connection(false);
    }
  }, true);

  all("[data-seconds-left]", countDown);
  enhance(document);
  /* Where something is wrong, begin there. */
  all("[data-focus]", function (element) { element.focus(); });
  all(".holding:target", function (element) { element.focus(); });
})();
