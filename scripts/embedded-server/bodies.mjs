/** What a request says: a JSON body, or the fields of a form with files; undefined when it says nothing that can be read. */
export async function bodyOf(type = '', bytes) {
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    return Object.fromEntries(form);
  }
  try {
    return JSON.parse(bytes);
  } catch {
    return undefined;
  }
}
