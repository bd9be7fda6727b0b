// Package importer imports any number of contacts by bulk imports (API: "Bulk Create
// Contacts"), and says of each row what became of it.
//
//	report, err := importer.Run(ctx, client, rows, importer.Options{
//		MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchPhoneNumber},
//		Journal: journal, // of importer.OpenFile
//		Each:    func(r importer.Result) { ... },
//	})
//	fmt.Print(report)
//
// For contacts in a slice, without a journal:
//
//	report, err := importer.Run(ctx, client, importer.Rows(slices.Values(contacts)), importer.Options{})
//
// # Order
//
// A row is matched on the first field of Options.MatchOn that it has. Rows with the
// same value of the field reach the API in their order, and never in two imports at
// once: the value decides in which lane a row goes, each lane sends one import after
// the other, and lanes work side by side. Values count as the same where they differ
// in the case of an e-mail address, or in the plus sign, spaces and separators of a phone number. Rows
// that are matched on different fields are not compared: whether they are about one
// person, only the API can tell.
//
// If the end of an import is not seen for Options.Stall, it may still be under way: rows
// behind it with a value of its batch are not sent then, also in later calls with the
// [Journal]. They are [Unknown] with [ReasonImportLost], unless it has ended when their
// batch is to be sent.
//
// Rows with the same value in one batch are sent as one contact: see [RepeatMode]. Of
// two that are in different batches, the second is an update of the first. If that one
// contact has failed, its rows are sent by themselves, in their order, so that they end
// as in batches of their own: with one import go the next rows of all such contacts,
// and where values are merged, halves of the rows before single ones. Once 20 rows with
// one value have failed so, those behind them in the batch are not sent, and failed
// ([ReasonLikeOthers]), and so are all of them once it is known that several contacts
// match it.
//
// Memory is bounded by what is in flight: for each lane, and each field that rows are
// matched on, up to three batches.
//
// # What a report is based on
//
// Each row ends in one [State]. Where the counts of an import say the same of all its
// rows, nothing more is asked. Otherwise the batch is read back by a
// [cuedesk.ContactsService.Scan] of what has changed since it was begun, and compared
// value by value. Rows that this does not show are sent once more, as an import of their
// own: a create could make a contact again that searches do not show yet, or come late,
// and a matched import cannot. Its counts then say what became of them; where they do not
// say the same of all, it is halved. Only rows that the counts of an import prove to have
// failed are said to have.
//
// With [cuedesk.MergeCreate] and [cuedesk.MergeUpdate] a batch of which some rows are
// skipped is read back until Options.IndexLag has passed, because only then it is known
// which are: set it lower if your searches are quicker. Rows that are skipped beside
// others that fail are looked up. With MergeCreate, a row is [Created] or [Skipped] only
// if that is proven; one whose values are in the workspace, perhaps from before, is
// [Imported]. One whose contact has other values, and is no older than the batch, is
// [Unknown]: the API may have changed what was sent.
//
// Why a row has failed, the API does not say. It is asked by two requests that it must
// refuse, as it documents, so that they make no contact and change none: an update of a
// contact that there is not, and a create without anything that identifies a contact. What
// they name beside that is the reason in the report. They are sent one at a time; the first
// that the API takes is the last of its kind in a call of [Run], and what it has made is in
// Report.Strays. So is what a create may have made to which the API has given no answer, as
// where something on the way has given one (a page, 502, 503) or the connection broke; after
// more than 3 of these in a row no further create is sent in the call. Otherwise a
// search tells if several contacts match. Rows of a batch of which nothing tells why are
// sent once more before they count as failed, and again if that import fails entirely; rows
// that were sent before, if more fail than before. After 20 rows of a call that have failed for one
// reason, the other rows behind one of these in its batch are not asked about
// ([ReasonLikeOthers]), and sent once more as well: a systematic mistake is not explained
// row by row.
//
// A batch that the API refuses (400, 409, 413, 422) is sent in halves, and these in halves
// again, until the rows are found for which it is refused: they have failed, with the
// API's answer, and the others are imported. Each part takes one of Options.Explain rows;
// those for which that does not suffice are not sent. A refusal that names another
// member of the request than the contacts is about the options, and ends the run.
//
// A batch whose request may have been applied is sent again, as often as it takes, after
// Options.Settle: each contact has the field that it is matched on, so that a further
// import finds what the first one created. That imports of one contact are carried out
// one after the other is assumed.
//
// The requests beyond sending and polling, repetitions after faults not counted, are at
// most, where C is the number of contacts that have changed since the batch was begun,
// and as long before as its last change is old when it is read back, and a second:
//
//   - for a batch of whose rows the counts say the same: none; with Options.Distinguish 1
//     before it, and after it up to 5 times 3+C/99 searches, of which 1 is usual;
//   - for another batch: up to 5 times 3+C/99 searches, of which 1 is usual, or 2 where
//     the merge type skips rows, and, with
//     Options.ListID, 1 for each 100 contacts that they show, to add these to the list;
//     where the answers to these leave out two contacts or more, up to 51 to read the
//     members of the list: 2+M/100, where M is the number of those that have changed
//     since the contacts did; where they leave out one, as below;
//   - for a batch with rows that fail, or that reading back does not show: an import of
//     these, with [cuedesk.MergeUpdate] one of those for which no contact was found, and up
//     to two of those of which nothing tells why; with Options.Distinguish
//     each of them may be read back as well;
//   - for a call of [Run]: with a journal 1 to 3, and as many again after the first batch
//     if the workspace was empty, to learn which workspace it is;
//   - and 3 for each of Options.Explain rows: an update, a create and a search, or a
//     search and one that adds the contact to the list; or one import instead, of a
//     part of a batch; where the answer does not say that the contact
//     was added, up to 3+L/99 to read its lists, of which it has L.
//
// # The list
//
// With Options.ListID, a row is in only if its contact is in the list, too. That is
// proven by the counts of the import if all its rows are in, by the answer to adding the
// contact, or else by the lists of the contact or the members of the list: the API may
// warn of a contact that is a member already. A row of which nothing proves it is
// [Unknown] with [ReasonNotInList], and Result.Fields has the warning of the API.
//
// # Going on
//
// With a [Journal], Run goes on where an earlier call ended, whatever ended it: give it
// the same rows and options. Batches that were finished are not sent again, imports that
// were accepted are waited for, and requests that may have been applied are repeated. All
// rows are counted and handed out again, so that a file of failed rows can be
// written anew. Rows may be added at the end. Other changes are refused where they show:
// in a row that was sent, in the order of the rows of a lane, or in where the first row of a
// batch is among all rows.
//
// A journal is of one workspace: another base URL is refused, and so is another
// workspace. Which one it is, is learned from what is in it, because no operation of the
// API says it; where a token may not list contacts, it is not known.
package importer
