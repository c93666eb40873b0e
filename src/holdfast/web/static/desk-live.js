/* The agenda as others change it: asked for every few seconds while somebody can see it. */
(function () {
  "use strict";

  var EVERY = 4000;
  var part = document.getElementById("live");
  var said = document.getElementById("live-said");
  var asking = false;

  if (!part || !window.fetch) { return; }

  /* Today begins where the time is. */
  var now = part.querySelector(".axis .now");
  var day = document.getElementById("day-scroll");
  if (now && day) { day.scrollTop = Math.max(0, now.offsetTop - day.clientHeight / 3); }

  function address() {
    var url = new URL(part.dataset.url, window.location.href);
    url.searchParams.set("since", part.dataset.mark);
    return url;
  }

  /* What is open stays open, what has the focus keeps it, and nothing scrolls. */
  function swap(html) {
    var focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    var open = Array.prototype.map.call(part.querySelectorAll("details[open][id]"), function (one) { return one.id; });
    var scrolled = Array.prototype.map.call(part.querySelectorAll("[role=region][id]"), function (one) {
      return [one.id, one.scrollLeft, one.scrollTop];
    });
    var at = [window.scrollX, window.scrollY];
    var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("live");
    if (!fresh) { return; }
    part.replaceWith(fresh);
    part = fresh;
    open.forEach(function (id) { find(id, function (one) { one.open = true; }); });
    scrolled.forEach(function (was) {
      find(was[0], function (one) { one.scrollLeft = was[1]; one.scrollTop = was[2]; });
    });
    if (focused) { find(focused, function (one) { one.focus({ preventScroll: true }); }); }
    window.scrollTo(at[0], at[1]);
    if (part.dataset.said) { said.textContent = part.dataset.said; }
  }

  function find(id, act) {
    var found = document.getElementById(id);
    if (found) { act(found); }
  }

  function ask() {
    if (asking || document.hidden || navigator.onLine === false) { return; }
    asking = true;
    fetch(address(), { headers: { "HX-Request": "true" }, redirect: "manual", credentials: "same-origin" })
      .then(function (answer) {
        /* Logged out, or taken off the team: the page goes, and with it who comes here today. */
        if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
          window.location.reload();
        }
        if (answer.status !== 200) { return ""; }
        return answer.text();
      })
      .then(function (html) {
        /* What somebody is just sending is left alone. */
        if (html && !part.querySelector(".is-busy")) { swap(html); }
      })
      .catch(function () { /* no connection: the next try will tell */ })
      .then(function () { asking = false; });
  }

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
