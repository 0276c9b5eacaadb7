// Puts the tables in their places, follows the address, and makes room for paper.
for (const data of D.T) {
  const holder = document.getElementById(data.id);
  if (holder && data.rows.length) new Table(data, holder);
}
addEventListener("hashchange", () => route(true));
addEventListener("beforeprint", () => live.forEach((table) => table.draw(PRINTED)));
addEventListener("afterprint", () => live.forEach((table) => table.draw()));
route(location.hash.length > 1);
