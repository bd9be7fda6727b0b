// Package contract holds the client and its fake to api/openapi.yaml. It has tests only, and is a module of its own so
// that what they need does not reach users.
//
// Every request that the client sends and every response that it gets is validated against the document on its way. A
// run over all operations must use everything that the document describes: each operation, parameter, property,
// enumerated value, null, and both ends of each range. The same run goes against Prism, an implementation that is not
// ours; see README.md.
package contract
