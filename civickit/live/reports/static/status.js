/* Copy the address of the status page. */
const copy = document.querySelector("[data-copy]");
const link = document.querySelector("#link");

if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.value).catch(() => link.select());
    document.querySelector("[data-said]").textContent = copy.dataset.copy;
  });
}
link.addEventListener("focus", () => link.select());
