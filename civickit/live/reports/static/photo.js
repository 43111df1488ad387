/* The chosen photo is shown, and made smaller before it is sent: phones take 5 MB and more, and
 * outside in the snow there is little network. What cannot be made smaller is sent as it is. */

const LONGEST_PX = 1600;
const SMALL_BYTES = 300_000;
const QUALITY = 0.85;

async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // where a PNG is see-through
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return blob && new File([blob], "photo.jpg", { type: "image/jpeg" });
}

/** Put another file in the place of the chosen one. */
function replace(input, file) {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
}

export function choosePhoto(form) {
  const input = form.querySelector("#photo");
  const figure = form.querySelector("[data-preview]");
  const image = figure.querySelector("img");

  function show() {
    URL.revokeObjectURL(image.src);
    const [file] = input.files;
    figure.hidden = !file;
    if (file) image.src = URL.createObjectURL(file);
    else image.removeAttribute("src");
  }

  input.addEventListener("change", async () => {
    show();
    const [file] = input.files;
    if (!file || file.size <= SMALL_BYTES) return;
    const small = await smaller(file).catch(() => null);
    if (!small || small.size >= file.size || input.files[0] !== file) return;
    replace(input, small);
    show();
    figure.dataset.smaller = "";
  });
  image.addEventListener("error", () => { figure.hidden = true; }); // the server says what it is
  figure.querySelector("button").addEventListener("click", () => {
    input.value = "";
    show();
    input.focus();
  });
  addEventListener("pageshow", show);
}
