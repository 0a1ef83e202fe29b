// The secret of a transfer's or an invitation's link stands after the #, which browsers keep to themselves. Here it
// is posted once, to the page's own form, and taken out of the address.

const SECRET = /ch[ti]_[0-9A-Za-z]{38}/;

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
