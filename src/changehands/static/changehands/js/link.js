// The secret of a link (of a transfer, an invitation, a receipt) stands after the #, which browsers keep to themselves.
// Here it is posted once, to the page's own form, and taken out of the address.

const SECRET = /ch[tir]_[0-9A-Za-z]{38}/;

function open() {
  const form = document.querySelector("form[data-link-open]");
  const field = form?.querySelector("[data-link-secret]");
  const secret = SECRET.exec(location.hash)?.[0];
  if (!field || !secret) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  field.value = secret;
  form.requestSubmit();
}

addEventListener("hashchange", open);
open();
