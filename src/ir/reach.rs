//! Which things lead to each other: the groups of a directed graph whose members all reach one another (its strongly
//! connected components), so that what holds along every way can be worked out once for a group and in linear time.

/// Groups of the nodes `0..targets.len()`, each with its members in order; a group comes before those that lead to it.
/// `targets` holds for each node those that it leads to. (Tarjan's algorithm, without recursion.)
#[must_use]
pub fn groups(targets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search { targets, ..Search::default() };
    search.index = vec![None; targets.len()];
    search.lowest = vec![0; targets.len()];
    search.on_stack = vec![false; targets.len()];
    for node in 0..targets.len() {
        if search.index.get(node).is_some_and(Option::is_none) {
            search.from(node);
        }
    }
    search.groups
}

#[derive(Default)]
struct Search<'t> {
    targets: &'t [Vec<usize>],
    /// Order in which a node was found.
    index: Vec<Option<usize>>,
    /// The earliest node on the stack that a node reaches.
    lowest: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    found: usize,
    groups: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn from(&mut self, root: usize) {
        // Nodes under way, each with the number of the target that it looks at next.
        let mut way = vec![(root, 0)];
        self.open(root);
        while let Some((node, next)) = way.last_mut() {
            let (node, at) = (*node, *next);
            *next += 1;
            match self.targets.get(node).and_then(|targets| targets.get(at)).copied() {
                Some(target) => match self.index.get(target).copied().flatten() {
                    None => {
                        self.open(target);
                        way.push((target, 0));
                    }
                    Some(index) if self.on_stack.get(target) == Some(&true) => self.lower(node, index),
                    Some(_) => {}
                },
                None => {
                    way.pop();
                    let lowest = self.lowest.get(node).copied().unwrap_or_default();
                    if let Some((before, _)) = way.last() {
                        self.lower(*before, lowest);
                    }
                    if self.index.get(node) == Some(&Some(lowest)) {
                        self.close(node);
                    }
                }
            }
        }
    }

    fn open(&mut self, node: usize) {
        if let (Some(index), Some(lowest), Some(on_stack)) =
            (self.index.get_mut(node), self.lowest.get_mut(node), self.on_stack.get_mut(node))
        {
            (*index, *lowest, *on_stack) = (Some(self.found), self.found, true);
            self.found += 1;
            self.stack.push(node);
        }
    }

    fn lower(&mut self, node: usize, to: usize) {
        if let Some(lowest) = self.lowest.get_mut(node) {
            *lowest = to.min(*lowest);
        }
    }

    /// Takes the group that begins with this node off the stack.
    fn close(&mut self, first: usize) {
        let mut group = Vec::new();
        while let Some(node) = self.stack.pop() {
            if let Some(on_stack) = self.on_stack.get_mut(node) {
                *on_stack = false;
            }
            group.push(node);
            if node == first {
                break;
            }
        }
        group.sort_unstable();
        self.groups.push(group);
    }
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn rings_are_groups_and_come_before_what_leads_to_them() {
        assert_eq!(groups(&[vec![1], vec![2], vec![0], vec![0, 4], vec![]]), [vec![0, 1, 2], vec![4], vec![3]]);
        assert_eq!(groups(&[vec![0], vec![], vec![1, 0]]), [vec![0], vec![1], vec![2]]);
        assert!(groups(&[]).is_empty());
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let count = 100_000;
        let targets: Vec<_> = (0..count).map(|at| if at + 1 < count { vec![at + 1] } else { vec![] }).collect();
        assert_eq!(groups(&targets).len(), count);
    }
}
