package cuedesktest

// Running returns how many imports have rows left that the server has not processed.
func Running(s *Server) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.store.running)
}
