package document

import _ "embed"

// Schema is the JSON Schema of a document, as policies see it. It is generated
// from the types by `make generate`.
//
//go:embed schema.json
var Schema []byte
