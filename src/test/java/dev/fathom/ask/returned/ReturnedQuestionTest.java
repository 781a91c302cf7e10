package dev.fathom.ask.returned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.ask.QuestionException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How the names of what is dropped are written.
final class ReturnedQuestionTest {
  @Test
  void commasInBracketsAreOfTheName() {
    assertThat(
            ReturnedQuestion.of(
                    List.of(
                        "__main__.a['x,y'], __main__.b[(1, ']')]",
                        "main thread's stack,0x7f00",
                        "__main__.c['it\\'s, so']"))
                .dropped())
        .containsExactly(
            "__main__.a['x,y']",
            "__main__.b[(1, ']')]",
            "main thread's stack",
            "0x7f00",
            "__main__.c['it\\'s, so']");
  }

  @Test
  void nothingIsWrongUse() {
    assertThatThrownBy(ReturnedQuestion.of(List.of(" ,"))::check)
        .isInstanceOf(QuestionException.class);
  }
}
