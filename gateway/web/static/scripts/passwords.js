// How good a new password is, in words, while it is typed. The rules are the server's: a length, and none of
// those that are guessed first, of which only the plainest are known here.
const SHORTEST = 10;
const ROWS = ["01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm"];

const judge = (password, addresses) => {
  const plain = password.normalize("NFKC").toLowerCase();
  const length = [...plain].length;
  const lacking = SHORTEST - length;
  if (lacking > 0) return [1, `Too short: ${lacking} more character${lacking > 1 ? "s" : ""} needed.`];
  if (addresses.some((each) => [each, each.split("@")[0]].includes(plain))) return [1, "Easy to guess: this is your email address."];
  if (new Set(plain).size < 5) return [1, "Easy to guess: it repeats a few characters. Several words work well."];
  if (ROWS.some((row) => row.includes(plain.slice(0, 8)))) return [1, "Easy to guess: it begins with a row of keys. Several words work well."];
  return length < 15 ? [2, "Long enough. A few characters more make it strong."] : [3, "Strong."];
};

const enhance = (root) => {
  for (const input of root.querySelectorAll("input[autocomplete=new-password]")) {
    const words = document.createElement("p");
    words.className = "strength small";
    words.setAttribute("aria-live", "polite");
    const bar = document.createElement("span");
    bar.className = "bar";
    bar.setAttribute("aria-hidden", "true");
    const said = document.createElement("span");
    words.append(bar, said);
    const see = document.createElement("button");
    see.type = "button";
    see.className = "link small";
    see.textContent = "Show the password";
    see.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      see.textContent = input.type === "password" ? "Show the password" : "Hide the password";
    });
    input.after(words, see);
    input.form.addEventListener("submit", () => { input.type = "password"; });
    input.addEventListener("input", () => {
      const addresses = [...input.form.querySelectorAll("[type=email]")].map((each) => each.value.toLowerCase()).filter(Boolean);
      const [level, text] = input.value ? judge(input.value, addresses) : [0, ""];
      words.dataset.level = level;
      said.textContent = text;
    });
  }
};
enhance(document);
addEventListener("shown", (event) => enhance(event.target));
