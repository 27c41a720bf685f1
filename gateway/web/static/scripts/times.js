// The server writes all moments; which zone the reader is in only the browser knows.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
if (timeZone) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `zone=${timeZone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
