// Package walk reads a whole list through pages that are cut by offset, while the
// list changes.
//
// # What is true of a page
//
// The walk has a front: the last item that it has taken. It keeps one promise from
// page to page: every item that stays in its place and stands before the front has
// been taken. A page may be used if it is shown to begin at or before the front; then
// everything on it that is new is taken, and its end becomes the front. So pages
// overlap by a few items, and a page that cannot be shown to fit is not used: the walk
// goes back until one fits.
//
// The evidence that a page fits depends on the order that can be seen:
//
//   - It begins where the list begins.
//   - Times (Sorted): it has an item with a key below that of the front. Items of one
//     key may come in any order, so the overlap reaches back beyond the first item of
//     the front's key.
//   - Other keys: it has an item that was taken, with its key unchanged and unequal
//     to the front's.
//   - Otherwise, for hidden orders and for more items of one key than a page holds: it
//     begins with the items that were taken last, in the same order.
//
// # What is true of the end
//
// A short page ends a list if its total ends there, too; if not, what comes after it is
// asked for (cut.go). A total never ends a walk: one above what came makes it look again, and
// then ends it in an error (totals.go, restart.go), unless what others removed explains it
// (recount.go). An empty answer (vanish.go), and the loss of many items at once (loss.go), are
// not believed either, because an index that is being rebuilt answers so: they are asked for
// again, with pauses, and then end in an error. Only if all items that were known had come, the
// list may be empty: the loop may have removed them; or if another view shows that nothing is
// amiss (confirm.go). Behind a window, a bound (bound.go) or the list's last item shows that the list goes
// on (end.go). And no walk goes on for long that comes to nothing new (checkProgress).
//
// Where a total falls or rises, it says how far to go.
//
// # The road of a page
//
// [Walker.Next] (walk.go) chooses a place (place.go, overlap.go), fetches it or waits until it
// has been fetched ahead (ahead.go), reads the page (read.go, order.go), and moves on, back
// (move.go), or ends (end.go). [Walker.Take] takes one item and so moves the front (front.go). A
// [State] is where a walk stands, to go on from later (state.go).
package walk
