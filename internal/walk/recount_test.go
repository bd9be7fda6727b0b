package walk_test

import (
	"strconv"
	"testing"
)

// TestWalker_Next_recount: fewer items than the totals said are no error if others removed
// them, and added some in front or at the end, whenever they did.
func TestWalker_Next_recount(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"fixed", "scan", "scan mutable"} {
		for name, key := range map[string]func(*model) int64{
			"in front": func(*model) int64 { return -1 },
			"last":     (*model).end,
		} {
			t.Run(order+"/"+name, func(t *testing.T) {
				t.Parallel()
				for added := range 12 {
					for _, ahead := range []int{0, 4} {
						m := newModel(1, 300, 1)
						m.change = func(m *model) {
							if m.requests == added {
								m.add(key(m))
							}
							if m.requests == 3 {
								m.removeID(299)
							}
						}
						l := m.list(50, ahead)
						l.Fine, l.Coarse = 1, 1
						orders[order](&l)
						all := m.ids()
						got, err := m.run(t, l, nil)
						if m.verify(t, all, got, err); err != nil {
							t.Error(strconv.Itoa(added), ahead, len(got), err)
						}
					}
				}
			})
		}
	}
}
