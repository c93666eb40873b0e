/* Passkeys (WebAuthn): asks the device, puts what it answers into the form, and sends it. */
(function () {
  "use strict";

  function toBytes(text) {
    var padded = text.replace(/-/g, "+").replace(/_/g, "/") + "===".slice((text.length + 3) % 4);
    return Uint8Array.from(atob(padded), function (letter) { return letter.charCodeAt(0); });
  }

  function toText(buffer) {
    var letters = Array.from(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); }).join("");
    return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function known(keys) {
    return (keys || []).map(function (key) { return Object.assign({}, key, { id: toBytes(key.id) }); });
  }

  function make(options) {
    var wanted = Object.assign({}, options.publicKey);
    wanted.challenge = toBytes(wanted.challenge);
    wanted.user = Object.assign({}, wanted.user, { id: toBytes(wanted.user.id) });
    wanted.excludeCredentials = known(wanted.excludeCredentials);
    wanted.authenticatorSelection = Object.assign({}, wanted.authenticatorSelection, {
      residentKey: "required", requireResidentKey: true, userVerification: "required"
    });
    return navigator.credentials.create({ publicKey: wanted });
  }

  function use(options) {
    var wanted = Object.assign({}, options.publicKey);
    wanted.challenge = toBytes(wanted.challenge);
    wanted.allowCredentials = known(wanted.allowCredentials);
    return navigator.credentials.get({ publicKey: wanted });
  }

  function written(credential) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) { response[name] = toText(credential.response[name]); }
    });
    if (credential.response.getTransports) { response.transports = credential.response.getTransports(); }
    return JSON.stringify({
      type: credential.type,
      id: credential.id,
      rawId: toText(credential.rawId),
      authenticatorAttachment: credential.authenticatorAttachment,
      response: response,
      clientExtensionResults: credential.getClientExtensionResults()
    });
  }

  function options(form) {
    if (form.dataset.passkey !== "login") {
      return Promise.resolve(JSON.parse(document.getElementById("js_data").textContent));
    }
    return fetch(form.action, { headers: { Accept: "application/json" } }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!window.PublicKeyCredential) { form.classList.add("is-refused"); return; }
    form.classList.add("is-ready");
    form.addEventListener("submit", function (event) {
      var failed = form.querySelector("[data-failed]");
      event.preventDefault();
      failed.hidden = true;
      options(form).then(function (given) {
        return form.dataset.passkey === "add" ? make(given.creation_options) : use(given.request_options);
      }).then(function (credential) {
        form.elements.credential.value = written(credential);
        form.submit();
      }).catch(function () {
        failed.hidden = false;
        form.querySelectorAll(".is-busy").forEach(function (button) { button.classList.remove("is-busy"); });
        delete form.dataset.sent;
      });
    });
  });
})();
